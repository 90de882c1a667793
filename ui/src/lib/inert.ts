/** One stretch of text from outside: shown as it is, or a character that would be invisible or would reorder the line, shown by name. */
export interface InertPart {
  /** The text to show. */
  text: string;
  /** True when the text stands for a character that cannot be seen. */
  token: boolean;
}

/** Control characters except tab and line feed, bidi controls, zero-width characters, line separators, the byte order mark, tags. */
const UNSEEN = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;

const NAMES: Record<number, string> = {
  0x00: "NUL", 0x07: "BEL", 0x08: "BS", 0x0b: "VT", 0x0c: "FF", 0x0d: "CR", 0x1b: "ESC", 0x7f: "DEL", 0xad: "SHY",
  0x061c: "ALM", 0x200b: "ZWSP", 0x200e: "LRM", 0x200f: "RLM", 0x2028: "LS", 0x2029: "PS", 0x202a: "LRE", 0x202b: "RLE",
  0x202c: "PDF", 0x202d: "LRO", 0x202e: "RLO", 0x2060: "WJ", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xfeff: "BOM",
};

/** Line ends as the page writes them; a carriage return of its own stays and is shown. */
function plainLines(text: string | null | undefined): string {
  return (text ?? "").replaceAll("\r\n", "\n");
}

function token(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `[${NAMES[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, "0")}`}]`;
}

/**
 * Text that came out of somebody's file, made safe to read: every control, bidi and zero-width character becomes a visible
 * token such as `[RLO]`, so that what is seen is what is stored. Zero-width joiners stay: scripts and emoji need them.
 */
export function inert(text: string | null | undefined): string {
  return plainLines(text).replace(UNSEEN, token);
}

/** The same, cut into parts, so that tokens can be drawn as tokens. */
export function inertParts(text: string | null | undefined): InertPart[] {
  const parts: InertPart[] = [];
  let from = 0;
  const source = plainLines(text);
  for (const found of source.matchAll(UNSEEN)) {
    if (found.index > from) parts.push({ text: source.slice(from, found.index), token: false });
    parts.push({ text: token(found[0]), token: true });
    from = found.index + found[0].length;
  }
  if (from < source.length) parts.push({ text: source.slice(from), token: false });
  return parts;
}
