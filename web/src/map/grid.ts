// Spatial grid index that finds the point nearest to the pointer.
import type { Box, Points } from './points';
import type { Camera } from './camera';

export class Grid {
  private readonly cells: number;
  private readonly starts: Uint32Array;
  private readonly members: Uint32Array;

  constructor(
    private readonly points: Points,
    private readonly box: Box,
  ) {
    const n = points.x.length;
    this.cells = Math.max(1, Math.ceil(Math.sqrt(n / 4)));
    this.starts = new Uint32Array(this.cells * this.cells + 1);
    this.members = new Uint32Array(n);
    for (let i = 0; i < n; ++i) this.starts[this.cell(i) + 1]! += 1;
    for (let c = 0; c < this.cells * this.cells; ++c) this.starts[c + 1]! += this.starts[c]!;
    const next = this.starts.slice();
    for (let i = 0; i < n; ++i) this.members[next[this.cell(i)]!++] = i;
  }

  private column(x: number): number {
    return this.clamp(((x - this.box.left) / (this.box.right - this.box.left)) * this.cells);
  }

  private line(y: number): number {
    return this.clamp(((y - this.box.low) / (this.box.high - this.box.low)) * this.cells);
  }

  private clamp(at: number): number {
    return Math.min(Math.max(Math.floor(at), 0), this.cells - 1);
  }

  private cell(i: number): number {
    return this.line(this.points.y[i]!) * this.cells + this.column(this.points.x[i]!);
  }

  // Returns the point nearest to a screen position, at most `reach` pixels away, or -1.
  nearest(camera: Camera, atX: number, atY: number, reach: number): number {
    let best = -1;
    let bestDistance = reach * reach;
    const last = this.line(camera.worldY(atY - reach));
    for (let line = this.line(camera.worldY(atY + reach)); line <= last; ++line) {
      const from = this.starts[line * this.cells + this.column(camera.worldX(atX - reach))]!;
      const to = this.starts[line * this.cells + this.column(camera.worldX(atX + reach)) + 1]!;
      for (let k = from; k < to; ++k) {
        const i = this.members[k]!;
        const distance =
          (camera.screenX(this.points.x[i]!) - atX) ** 2 + (camera.screenY(this.points.y[i]!) - atY) ** 2;
        if (distance < bestDistance || (distance === bestDistance && i < best)) {
          best = i;
          bestDistance = distance;
        }
      }
    }
    return best;
  }
}
