/**
 * Pins, buses, PWM, analog inputs, timers and clocks, after MicroPython's module `machine`, and the
 * boards.
 *
 * ```ts
 * import { Pin, set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 *
 * set_board(new SimulatedBoard());
 * new Pin(17).on();
 * ```
 *
 * @module
 */

export { ADC } from "./adc.ts";
export type { ADCId, ADCOptions } from "./adc.ts";
export type { AdcAddress, AdcInput } from "./boards/adc_input.ts";
export type {
  Board,
  BoardLed,
  Edge,
  Level,
  LineAddress,
  LineId,
  LineInfo,
  Lines,
  LineSettings,
  Mode,
  Pull,
} from "./boards/board.ts";
export type { Buses } from "./boards/buses.ts";
export type { Climate, ClimateSensor } from "./boards/climate_sensor.ts";
export type { BusBytes, BusListener, BusTransfer } from "./boards/bus_watch.ts";
export type { Dial } from "./boards/dial.ts";
export { get_board, set_board } from "./boards/current_board.ts";
export { GpiodBoard } from "./boards/gpiod_board.ts";
export type { ChipInfo } from "./boards/gpiod_board.ts";
export { I2C } from "./i2c.ts";
export type { AsyncI2C, I2CMemOptions, I2COptions } from "./i2c.ts";
export type { I2cAddress, I2cBus, I2cMessage, I2cPins } from "./boards/i2c_bus.ts";
export type { OneWireBus } from "./boards/onewire_bus.ts";
export { Pin } from "./pin.ts";
export type { IrqHandler, IrqOptions } from "./pin.ts";
export type { PinOptions, Truth } from "./pin_options.ts";
export { Pins } from "./pins.ts";
export type { PinsOptions } from "./pins.ts";
export { PWM } from "./pwm.ts";
export type { PWMOptions } from "./pwm.ts";
export type { LineArgument } from "./line_argument.ts";
export type { PwmAddress, PwmChannel, PwmSettings, PwmSignal } from "./boards/pwm_channel.ts";
export { RTC } from "./rtc.ts";
export type { RTCDateTime } from "./rtc.ts";
export { Signal } from "./signal.ts";
export type { SignalOptions, SignalPin } from "./signal.ts";
export { SimulatedBoard } from "./boards/simulated_board.ts";
export type { LevelListener } from "./boards/simulated_board.ts";
export { SimulatedBuses } from "./boards/simulated_buses.ts";
export { SimulatedConverter } from "./boards/simulated_converter.ts";
export { SimulatedDht } from "./boards/simulated_dht.ts";
export { SimulatedI2C } from "./boards/simulated_i2c.ts";
export type { SimulatedI2cDevice, SimulatedRegisters } from "./boards/simulated_i2c.ts";
export { SimulatedOneWire } from "./boards/simulated_onewire.ts";
export { SimulatedPWM } from "./boards/simulated_pwm.ts";
export type { SimulatedPwmOutput } from "./boards/simulated_pwm.ts";
export { SimulatedSPI } from "./boards/simulated_spi.ts";
export type { SimulatedSpiDevice } from "./boards/simulated_spi.ts";
export { SoftI2C } from "./soft_i2c.ts";
export { SoftSPI } from "./soft_spi.ts";
export { SPI } from "./spi.ts";
export type { AsyncSPI, SPIOptions, SPITransfer } from "./spi.ts";
export type { SpiAddress, SpiBus, SpiPart, SpiSettings } from "./boards/spi_bus.ts";
export { freq, reset, soft_reset, unique_id } from "./system.ts";
export { Timer } from "./timer.ts";
export type { TimerCallback, TimerOptions } from "./timer.ts";
export { WDT } from "./wdt.ts";
export type { WDTOptions } from "./wdt.ts";
export { UART } from "./uart.ts";
export type { UARTHandler, UARTOptions } from "./uart.ts";
export type { SerialSettings, UartAddress, UartPort } from "./boards/uart_port.ts";
export { SimulatedUart } from "./boards/simulated_uart.ts";
export { TerminalView } from "./boards/terminal_view.ts";
