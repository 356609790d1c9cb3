/** A pin of the Raspberry Pi's header. */
export interface HeaderPin {
  /** Its number on the header, 1 to 40: odd ones stand on the left, towards the board's middle. */
  readonly pin: number;
  /** `"GPIO17"`, or what it is connected to: `"3V3"`, `"5V"`, `"GND"`. */
  readonly name: string;
  /** One thing that it can be besides, as the page shows it: `"SDA1"`; empty if it shows none. */
  readonly function: string;
}

/** From pin 1 on: the name, and what else it can be. */
const PINS = [
  ...["3V3", "5V", "GPIO2 SDA1", "5V", "GPIO3 SCL1", "GND", "GPIO4 GPCLK0", "GPIO14 TXD0"],
  ...["GND", "GPIO15 RXD0", "GPIO17", "GPIO18 PWM0", "GPIO27", "GND", "GPIO22", "GPIO23"],
  ...["3V3", "GPIO24", "GPIO10 MOSI0", "GND", "GPIO9 MISO0", "GPIO25", "GPIO11 SCLK0"],
  ...["GPIO8 CE0", "GND", "GPIO7 CE1", "GPIO0 ID_SD", "GPIO1 ID_SC", "GPIO5", "GND", "GPIO6"],
  ...["GPIO12 PWM0", "GPIO13 PWM1", "GND", "GPIO19 MISO1", "GPIO16 CE1.2", "GPIO26"],
  ...["GPIO20 MOSI1", "GND", "GPIO21 SCLK1"],
];

/** The header of every Raspberry Pi since the B+, which has 40 pins. */
export const HEADER: readonly HeaderPin[] = PINS.map((words, i) => {
  const [name = "", other = ""] = words.split(" ");
  return { pin: i + 1, name, function: other };
});
