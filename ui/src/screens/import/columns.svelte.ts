import { asTrouble, call, type Trouble } from "../../lib/ipc";
import type { ColumnsLook, FileChoice, MapPreview, Saved, Sketch } from "../../lib/ipc/types";
import { DETECT } from "./choices";
import { known } from "./known.svelte";
import { mapId } from "./sketch";
import { work } from "./work.svelte";

/** How long typing rests before the preview is made again. */
const REST = 250;

/** The columns of one file, what each fills, and what that makes of the first rows. Nothing is decided before it is used. */
class Columns {
  /** The file. */
  path = $state("");
  /** The columns of the file. */
  look = $state.raw<ColumnsLook | undefined>(undefined);
  /** The map as it stands in the editor. */
  sketch = $state.raw<Sketch | undefined>(undefined);
  /** The rest of what is decided about the file. */
  choice = $state.raw<FileChoice>(DETECT);
  /** What the map makes of the first rows. */
  preview = $state.raw<MapPreview | undefined>(undefined);
  /** The columns are being read. */
  reading = $state(false);
  /** A person changed something here that is not used yet. */
  touched = $state(false);
  /** Why the columns could not be read. */
  trouble = $state.raw<Trouble | undefined>(undefined);
  /** Why there is no preview. */
  previewTrouble = $state.raw<Trouble | undefined>(undefined);
  #turn = 0;
  #sheet: string | null = null;
  #from: FileChoice | undefined;
  #asked = 0;
  #previewed = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Opens a file of the queue. What was changed here and not used stays when it is the same file, decided on as before. */
  async open(path: string, sheet: string | null = null): Promise<void> {
    const { turn } = work;
    const choice = work.choiceOf(path);
    const same = this.path === path && this.#turn === turn && this.#from === choice && this.#sheet === sheet;
    if (same && (this.look || this.reading)) return;
    this.path = path;
    this.#turn = turn;
    this.#from = choice;
    this.#sheet = sheet;
    this.look = undefined;
    this.touched = false;
    await this.#read({ ...choice, leave_out: false, sheet: choice.sheet ?? sheet });
  }

  /** Reads the columns anew: another sheet, encoding, header row or table makes other columns, so the map begins anew too. */
  async again(more: Partial<FileChoice>): Promise<void> {
    this.touched = true;
    await this.#read({ ...this.choice, ...more, sketch: null });
  }

  /** Changes the map; the preview follows after a short rest. */
  edit(sketch: Sketch): void {
    if (sketch === this.sketch) return;
    this.sketch = sketch;
    this.touched = true;
    this.#soon();
  }

  /** Fills blank cells of a column from the row above, or not. */
  fillDown(header: string, on: boolean): void {
    const others = this.choice.fill_down.filter((one) => one !== header);
    this.choice = { ...this.choice, fill_down: on ? [...others, header] : others };
    this.touched = true;
    this.#soon();
  }

  /** Reads the file by this map in this import, and compares again. */
  async use(): Promise<void> {
    const { sketch, look } = this;
    if (!sketch || !look) return;
    // A map is for one sheet: of several, the others are left out, which the editor says.
    const sheet = look.sheets.length > 1 ? look.sheet : this.choice.sheet;
    work.decide(this.path, { ...this.choice, sketch, sheet, preset: null, table: null, leave_out: false, dates: sketch.dates });
    this.touched = false;
    this.#from = work.choiceOf(this.path);
    await work.compare("compare");
  }

  /** Keeps the map among the person's presets under a name, and answers what was written. */
  async save(name: string, knownBy: readonly string[]): Promise<Saved> {
    if (!this.sketch) throw new Error("no map");
    const sketch = { ...this.sketch, id: mapId(name), title: name.trim(), known_by: [...knownBy] };
    const saved = await call("save_map", { sketch });
    this.sketch = sketch;
    void known.read();
    return saved;
  }

  async #read(choice: FileChoice): Promise<void> {
    const mine = ++this.#asked;
    this.choice = choice;
    this.reading = true;
    this.trouble = undefined;
    this.preview = undefined;
    this.previewTrouble = undefined;
    try {
      const look = await call("import_columns", { token: work.queue?.token ?? "", file: this.path, choice });
      if (mine !== this.#asked) return;
      this.look = look;
      this.sketch = choice.sketch ?? look.sketch;
      if (look.mappable) void this.#show();
    } catch (thrown) {
      if (mine === this.#asked) this.trouble = asTrouble(thrown);
    } finally {
      if (mine === this.#asked) this.reading = false;
    }
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#show(), REST);
  }

  async #show(): Promise<void> {
    const { sketch } = this;
    if (!sketch) return;
    const mine = ++this.#previewed;
    const choice = { ...this.choice, sketch, preset: null, table: null, dates: sketch.dates };
    try {
      const preview = await call("import_preview", { token: work.queue?.token ?? "", file: this.path, choice });
      if (mine !== this.#previewed) return;
      this.preview = preview;
      this.previewTrouble = undefined;
    } catch (thrown) {
      if (mine === this.#previewed) this.previewTrouble = asTrouble(thrown);
    }
  }
}

/** The column editor of the import at hand. */
export const columns = new Columns();
