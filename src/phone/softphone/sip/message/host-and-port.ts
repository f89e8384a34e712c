const SIP_TLS_PORT = 5061;

/** Host and port of `host:port`; the default port is that of SIP over TLS. */
export function hostAndPort(address: string): { readonly host: string; readonly port: number } {
  const match = /^(.*?)(?::(\d+))?$/.exec(address.trim());
  return { host: match?.[1] ?? address, port: Number(match?.[2] ?? SIP_TLS_PORT) };
}
