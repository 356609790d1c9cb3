import { toCsv, toVcd, type Waveform } from "./waveform.ts";
import { BoardDrawing } from "./board_drawing.ts";
import { Buttons } from "./buttons.ts";
import { Dials } from "./dials.ts";
import { byId, change, changeText, save } from "./dom.ts";
import { Lights } from "./lights.ts";
import { Link } from "./link.ts";
import { Logs } from "./logs.ts";
import { Pwms } from "./pwms.ts";
import { Scope } from "./scope.ts";
import { State } from "./state.ts";
import { partsOf } from "./wiring.ts";
import { drawWiring } from "./wiring_drawing.ts";

let state = new State();
/** Whether there is something that is not drawn yet. */
let isNew = true;

const link = new Link({
  onOpen() {
    state = new State();
    for (const part of [lights, buttons, pwms, dials, scope]) part.clear();
    setStatus("live");
  },
  onNews(news) {
    state.take(news);
    isNew = true;
    const { program, name } = state.board;
    const title = program === "" ? name : program;
    changeText(byId("program"), title);
    if (document.title !== title) document.title = title;
    byId("fingers").hidden = !state.board.drives;
    const watched = state.board.drives ? "" : ", which is only watched from here";
    setStatus(state.runs ? `runs on ${name}${watched}` : "stands still: no run() is under way");
  },
  onLevels(levels) {
    state.takeLevels(levels);
    isNew = true;
  },
  onClose() {
    setStatus(
      state.runs
        ? "has ended by an error, or was stopped: its terminal says more"
        : "The program has ended",
      "ended",
    );
  },
});

const drawing = new BoardDrawing(() => state, (text) => changeText(byId("pin-details"), text));
const lights = new Lights();
const buttons = new Buttons(() => state, (act) => link.send(act));
const pwms = new Pwms();
const dials = new Dials((act) => link.send(act));
const scope = new Scope(() => state);
const logs = new Logs();
byId("drawing").append(drawing.svg);

function setStatus(text: string, name = ""): void {
  changeText(byId("status"), text);
  change(byId("status"), "class", name);
}

/** The present time; of a program that has ended, that of its end. */
function now_us(): number {
  return byId("status").className === "ended" ? state.latest_us : state.now_us();
}

/** Whether the oscilloscope is drawn in this frame: every second one is enough for it. */
let isScopesTurn = true;

function draw(): void {
  if (isNew) {
    isNew = false;
    drawing.update();
    buttons.update(state);
    pwms.update(state);
    dials.update(state);
    logs.update(state);
    byId("no-parts").hidden = state.used.length + state.dials.length + state.pwms.length > 0;
  }
  lights.update(state, now_us());
  isScopesTurn = !isScopesTurn;
  if (isScopesTurn) scope.update(now_us());
  requestAnimationFrame(draw);
}

requestAnimationFrame(draw);

/** The lines that the oscilloscope shows. */
function waveforms(): Waveform[] {
  return scope.lines.map((line) => {
    const trace = state.traces[line]!;
    return { name: state.names[line]!, before: trace.levelBefore(0), times: trace.times };
  });
}

byId("save-vcd").addEventListener("click", () => {
  save("waveform.vcd", "text/plain", toVcd(waveforms(), now_us()));
});
byId("save-csv").addEventListener("click", () => {
  save("waveform.csv", "text/csv", toCsv(waveforms()));
});
byId("save-svg").addEventListener("click", () => {
  save("board.svg", "image/svg+xml", new XMLSerializer().serializeToString(drawing.svg));
});
byId("save-wiring").addEventListener("click", () => {
  const { used, lines, pwms, buses, board } = state;
  const parts = partsOf({ lines: used.map((i) => lines[i]!), pwms, transfers: buses });
  save("wiring.svg", "image/svg+xml", drawWiring(board.program || board.name, parts));
});
