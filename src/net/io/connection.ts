/** Has small messages sent at once, where the connection can be told to; one of TLS cannot. */
export function setNoDelay(connection: Deno.Conn): void {
  if (!("setNoDelay" in connection)) return;
  try {
    (connection as Deno.TcpConn).setNoDelay();
  } catch {
    // The peer has gone already, as the first read will say.
  }
}

/** Closes a connection that may have been closed, or become one of TLS. */
export function closeUnlessClosed(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
