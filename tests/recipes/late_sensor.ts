// Preloaded: the sensor of the weather station is connected once the program complains.
import { SimulatedI2C } from "../../src/machine/mod.ts";

const { attach } = SimulatedI2C.prototype;
let connect = () => {};
SimulatedI2C.prototype.attach = function (...args) {
  connect = () => attach.apply(this, args);
};
await import("../../examples/simulated/weather_station.ts");

const { error } = console;
console.error = (...words) => {
  error(...words);
  connect();
};
