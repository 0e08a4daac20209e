// Runs the built program, whose path is in KINFOLD, in a folder that is gone afterwards.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export class Folder {
  constructor() {
    this.path = mkdtempSync(join(tmpdir(), "kinfold-"));
  }
  in(name) {
    return join(this.path, name);
  }
  write(name, text) {
    writeFileSync(this.in(name), text);
  }
  // What it says with --json; a failure is an Error with all that it said.
  run(...words) {
    const options = { cwd: this.path, encoding: "utf-8", stdio: ["ignore", "pipe", "pipe"] };
    return JSON.parse(execFileSync(process.env.KINFOLD, [...words.map(String), "--json"], options));
  }
  remove() {
    rmSync(this.path, { recursive: true });
  }
}
