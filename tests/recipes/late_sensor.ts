// Preloaded: the sensor of the weather station is connected once the program complains.
const { error } = console;
console.error = (...words) => {
  error(...words);
  import("../../examples/recipes/simulated_bme280.ts");
};
