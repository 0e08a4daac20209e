// The visible part of the map: a scale for each axis, and the centre.
import type { Box } from './points';

export class Camera {
  width = 1;
  height = 1;
  private x = 0;
  private y = 0;
  private scaleX = 1; // pixels per unit
  private scaleY = 1;
  private home: Box = { left: -1, right: 1, low: -1, high: 1 };

  resize(width: number, height: number): void {
    const zoom = this.zoomed;
    const atHome = zoom < 1.001;
    this.width = Math.max(width, 1);
    this.height = Math.max(height, 1);
    if (atHome) this.fit(this.home);
    else this.setZoom(zoom);
  }

  fit(box: Box): void {
    this.home = box;
    this.x = (box.left + box.right) / 2;
    this.y = (box.low + box.high) / 2;
    this.setZoom(1);
  }

  // At zoom 1 both axes fill the plot. The zoom scales both equally.
  private setZoom(zoom: number): void {
    this.scaleX = (zoom * this.width) / (this.home.right - this.home.left);
    this.scaleY = (zoom * this.height) / (this.home.high - this.home.low);
  }

  get zoomed(): number {
    return (this.scaleX * (this.home.right - this.home.left)) / this.width;
  }

  pan(pixelsX: number, pixelsY: number): void {
    this.x -= pixelsX / this.scaleX;
    this.y += pixelsY / this.scaleY;
    this.keepCentreInside();
  }

  zoom(factor: number, atX = this.width / 2, atY = this.height / 2): void {
    const zoom = Math.min(Math.max(this.zoomed * factor, 0.5), 2000);
    const x = this.worldX(atX);
    const y = this.worldY(atY);
    this.setZoom(zoom);
    this.x += x - this.worldX(atX);
    this.y += y - this.worldY(atY);
    this.keepCentreInside();
  }

  private keepCentreInside(): void {
    this.x = Math.min(Math.max(this.x, this.home.left), this.home.right);
    this.y = Math.min(Math.max(this.y, this.home.low), this.home.high);
  }

  screenX = (x: number): number => (x - this.x) * this.scaleX + this.width / 2;
  screenY = (y: number): number => this.height / 2 - (y - this.y) * this.scaleY;
  worldX = (x: number): number => (x - this.width / 2) / this.scaleX + this.x;
  worldY = (y: number): number => (this.height / 2 - y) / this.scaleY + this.y;

  get box(): Box {
    return {
      left: this.worldX(0),
      right: this.worldX(this.width),
      low: this.worldY(this.height),
      high: this.worldY(0),
    };
  }

  // The transform to clip space: the length of a unit on both axes, and the centre.
  get clip(): [number, number, number, number] {
    return [(2 * this.scaleX) / this.width, (2 * this.scaleY) / this.height, this.x, this.y];
  }
}
