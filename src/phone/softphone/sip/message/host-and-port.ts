const SIP_TLS_PORT = 5061;

/** Host and port of `host:port`; the port of SIP over TLS when there is none. */
export function hostAndPort(address: string): { readonly host: string; readonly port: number } {
  const match = /^(.*?)(?::(\d+))?$/.exec(address.trim());
  return { host: match?.[1] ?? address, port: Number(match?.[2] ?? SIP_TLS_PORT) };
}
