/**
 * Whether Windows takes a file name for a device, whatever its ending: what is written to `nul.csv` is gone. The digits of
 * ports may be superscripts.
 */
export function isDeviceName(name: string): boolean {
  return /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])[ ]*(?:\.|:|$)/i.test(name);
}
