/** An operation that could not be done. Screens switch on `code`, never on the words. */
export class Trouble extends Error {
  /** `room/what`, stable. */
  readonly code: string;
  /** What to do. */
  readonly hint: string;
  /** The causes below, one a line; empty when there are none. */
  readonly detail: string;

  constructor(code: string, message: string, hint = "", detail = "") {
    super(message);
    this.name = "Trouble";
    this.code = code;
    this.hint = hint;
    this.detail = detail;
  }
}

function field(value: object, name: string): string {
  const found: unknown = Reflect.get(value, name);
  return typeof found === "string" ? found : "";
}

/** Whatever was thrown, as a Trouble: the engine's errors keep their code, anything else is a fault of the program. */
export function asTrouble(thrown: unknown): Trouble {
  if (thrown instanceof Trouble) return thrown;
  if (typeof thrown === "object" && thrown !== null && field(thrown, "code")) {
    return new Trouble(field(thrown, "code"), field(thrown, "message"), field(thrown, "hint"), field(thrown, "detail"));
  }
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  return new Trouble("program/window", "The window could not do this.", "Try again. If it stays, report it with the detail.", words);
}
