import type { AdcAddress, AdcInput } from "./adc_input.ts";
import type { ClimateSensor } from "./climate_sensor.ts";
import type { I2cAddress, I2cBus } from "./i2c_bus.ts";
import type { OneWireBus } from "./onewire_bus.ts";
import type { PwmAddress, PwmChannel } from "./pwm_channel.ts";
import type { SpiAddress, SpiBus } from "./spi_bus.ts";
import type { UartAddress, UartPort } from "./uart_port.ts";

/** The buses and PWM lines of a machine: Linux's, or those of a simulated board. */
export interface Buses {
  /**
   * Takes an analog input into use.
   *
   * @throws {RangeError} If there is no such input.
   * @throws {OSError} If there is no converter.
   */
  open_adc(address: AdcAddress): AdcInput;
  /**
   * Takes the sensor of temperature and humidity at a line into use.
   *
   * @throws {RangeError} If the line has none.
   */
  open_dht(pin: number): ClimateSensor;
  /**
   * Takes an I2C bus into use.
   *
   * @throws {RangeError} If there is no bus with such pins.
   * @throws {OSError} If it may not be used, or is not there.
   */
  open_i2c(address: I2cAddress): I2cBus;
  /**
   * Takes a 1-Wire bus into use, by the number of its line, or by its name.
   *
   * @throws {RangeError} If there is no such bus.
   */
  open_onewire(id: number | string): OneWireBus;
  /**
   * Takes a device on SPI into use.
   *
   * @throws {RangeError} If there is no bus with such pins.
   * @throws {OSError} If it may not be used, or is not there.
   */
  open_spi(address: SpiAddress): SpiBus;
  /**
   * Takes a serial port into use.
   *
   * @throws {RangeError} If there is no port with such pins.
   * @throws {OSError} If it may not be used, or is not there.
   */
  open_uart(address: UartAddress): UartPort;
  /**
   * Takes a PWM line into use.
   *
   * @throws {RangeError} If there is no such line, or it has no PWM.
   * @throws {OSError} If it may not be used.
   */
  open_pwm(address: PwmAddress): PwmChannel;
}
