// Opens a raw socket, and says whether it could.
import { RawSocket } from "../../ffi/raw_socket.ts";

try {
  using _socket = new RawSocket(4, 253);
  console.log("opened");
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.log(error.name, (error as { code?: string }).code, error.message);
}
