// Draws the points with WebGL2 in one call, with a position and a colour per point.
import type { Camera } from './camera';

const VERTEX = `#version 300 es
uniform vec4 clip;
uniform float size;
in vec2 position;
in vec4 colour;
out vec3 tint;
out float opacity;
out float width;
void main() {
  gl_Position = vec4((position - clip.zw) * clip.xy, 0.0, 1.0);
  opacity = colour.a;
  width = size * (opacity > 0.9 ? 1.7 : 1.0);
  gl_PointSize = width + 1.0;
  tint = colour.rgb;
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
in vec3 tint;
in float opacity;
in float width;
out vec4 result;
void main() {
  float radius = length(gl_PointCoord - 0.5) * (width + 1.0);
  float alpha = clamp(width * 0.5 - radius + 0.5, 0.0, 1.0) * opacity;
  result = vec4(tint * alpha, alpha);
}`;

export class PointRenderer {
  private readonly program: WebGLProgram;
  private readonly position: WebGLBuffer;
  private readonly colour: WebGLBuffer;
  private readonly clip: WebGLUniformLocation | null;
  private readonly size: WebGLUniformLocation | null;
  private count = 0;

  static create(canvas: HTMLCanvasElement): PointRenderer | null {
    const gl = canvas.getContext('webgl2', { antialias: false, alpha: true, depth: false });
    return gl && new PointRenderer(gl);
  }

  private constructor(private readonly gl: WebGL2RenderingContext) {
    this.program = gl.createProgram();
    this.compile(gl.VERTEX_SHADER, VERTEX);
    this.compile(gl.FRAGMENT_SHADER, FRAGMENT);
    gl.linkProgram(this.program);
    if (!gl.getProgramParameter(this.program, gl.LINK_STATUS))
      throw new Error(gl.getProgramInfoLog(this.program) ?? 'the shaders do not link');
    this.clip = gl.getUniformLocation(this.program, 'clip');
    this.size = gl.getUniformLocation(this.program, 'size');
    this.position = gl.createBuffer();
    this.colour = gl.createBuffer();
    this.attach('position', this.position, 2, gl.FLOAT, false);
    this.attach('colour', this.colour, 4, gl.UNSIGNED_BYTE, true);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  private compile(kind: number, source: string): void {
    const shader = this.gl.createShader(kind)!;
    this.gl.shaderSource(shader, source);
    this.gl.compileShader(shader);
    this.gl.attachShader(this.program, shader);
  }

  private attach(name: string, buffer: WebGLBuffer, numbers: number, type: number, normalized: boolean): void {
    const at = this.gl.getAttribLocation(this.program, name);
    this.gl.bindBuffer(this.gl.ARRAY_BUFFER, buffer);
    this.gl.enableVertexAttribArray(at);
    this.gl.vertexAttribPointer(at, numbers, type, normalized, 0, 0);
  }

  // Reverses the order, so that the most frequent points are drawn last, on top.
  setPositions(x: Float32Array, y: Float32Array): void {
    const n = (this.count = x.length);
    const positions = new Float32Array(2 * n);
    for (let i = 0; i < n; ++i) {
      positions[2 * i] = x[n - 1 - i]!;
      positions[2 * i + 1] = y[n - 1 - i]!;
    }
    this.gl.bindBuffer(this.gl.ARRAY_BUFFER, this.position);
    this.gl.bufferData(this.gl.ARRAY_BUFFER, positions, this.gl.STATIC_DRAW);
  }

  setColours(rgba: Uint8Array): void {
    const n = rgba.length / 4;
    const reversed = new Uint32Array(n);
    const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, n);
    for (let i = 0; i < n; ++i) reversed[i] = pixels[n - 1 - i]!;
    this.gl.bindBuffer(this.gl.ARRAY_BUFFER, this.colour);
    this.gl.bufferData(this.gl.ARRAY_BUFFER, reversed, this.gl.DYNAMIC_DRAW);
  }

  draw(camera: Camera, pixelRatio: number): void {
    const { gl } = this;
    const canvas = gl.canvas as HTMLCanvasElement;
    const [width, height] = [Math.round(camera.width * pixelRatio), Math.round(camera.height * pixelRatio)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.useProgram(this.program);
    gl.uniform4f(this.clip, ...camera.clip);
    gl.uniform1f(this.size, pixelRatio * this.pointSize(camera));
    gl.drawArrays(gl.POINTS, 0, this.count);
  }

  // Point size in pixels: smaller with more points, larger with more zoom.
  private pointSize(camera: Camera): number {
    const spacing = Math.sqrt((camera.width * camera.height) / Math.max(this.count, 1));
    return Math.min(Math.max(spacing * 0.55 * Math.sqrt(camera.zoomed), 2.2), 11);
  }

  free(): void {
    this.gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
}
