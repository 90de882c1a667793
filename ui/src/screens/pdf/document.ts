import type { PDFDocumentProxy } from "pdfjs-dist";
import workerUrl from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";

/** A PDF that is open for drawing. */
export interface OpenPdf {
  /** How many pages it has. */
  pages: number;
  /** Draws one page, counted from 1, as wide as asked, in CSS pixels. Nothing of the file runs: no script, no form, no link. */
  draw: (page: number, width: number, canvas: HTMLCanvasElement) => { done: Promise<void>; cancel: () => void };
  /** The text of one page, for those who cannot see it. */
  text: (page: number) => Promise<string>;
  /** Lets go of it. */
  close: () => void;
}

/** Opens the bytes of a PDF. Everything stays inside the window: the worker is ours, and nothing is fetched. */
export async function openPdf(data: ArrayBuffer): Promise<OpenPdf> {
  const { getDocument, GlobalWorkerOptions } = await import("pdfjs-dist/legacy/build/pdf.mjs");
  GlobalWorkerOptions.workerSrc = workerUrl;
  const opening = getDocument({
    data: new Uint8Array(data.slice(0)),
    isEvalSupported: false,
    enableXfa: false,
    useWasm: false,
    useWorkerFetch: false,
    stopAtErrors: false,
  });
  const file: PDFDocumentProxy = await opening.promise;
  return {
    pages: file.numPages,
    draw: (number, width, canvas) => {
      let cancelled = false;
      let stop = () => {};
      const work = async () => {
        const page = await file.getPage(number);
        if (cancelled) return;
        const plain = page.getViewport({ scale: 1 });
        const sharp = Math.min(2, globalThis.devicePixelRatio || 1);
        const viewport = page.getViewport({ scale: (width / plain.width) * sharp });
        canvas.width = Math.floor(viewport.width);
        canvas.height = Math.floor(viewport.height);
        const task = page.render({ canvas, viewport, annotationMode: 0 });
        stop = () => task.cancel();
        await task.promise.catch((thrown: unknown) => {
          if (!cancelled) throw thrown;
        });
      };
      return {
        done: work(),
        cancel: () => {
          cancelled = true;
          stop();
        },
      };
    },
    text: async (number) => {
      const content = await (await file.getPage(number)).getTextContent();
      return content.items.map((item) => ("str" in item ? item.str + (item.hasEOL ? "\n" : "") : "")).join("");
    },
    close: () => void opening.destroy(),
  };
}
