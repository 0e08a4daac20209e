// Runs the built program, whose path is in KINFOLD, in a temporary folder.
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
  // Returns the output of --json. Throws an Error with all output if the program fails.
  run(...args) {
    const options = { cwd: this.path, encoding: "utf-8", stdio: ["ignore", "pipe", "pipe"] };
    return JSON.parse(execFileSync(process.env.KINFOLD, [...args.map(String), "--json"], options));
  }
  remove() {
    rmSync(this.path, { recursive: true });
  }
}
