// Input gestures of the map: drag, wheel, pinch and keys.
import type { Camera } from './camera';

export interface Gestures {
  moved(): void;
  hover(x: number, y: number): void;
  away(): void;
  press(x: number, y: number): void;
  step(by: number): void;
  enter(): void;
  home(): void;
}

const STEP = 60;

export function listenToGestures(target: HTMLElement, camera: Camera, gestures: Gestures): void {
  const pointers = new Map<number, [number, number]>();
  let travelled = 0;

  const at = (event: MouseEvent): [number, number] => {
    const box = target.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  target.addEventListener('pointerdown', (event) => {
    if (event.button > 0) return;
    target.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, at(event));
    if (pointers.size === 1) travelled = 0;
  });

  target.addEventListener('pointermove', (event) => {
    const now = at(event);
    const before = pointers.get(event.pointerId);
    if (!before) return gestures.hover(...now);
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, now);
    travelled += Math.hypot(now[0] - before[0], now[1] - before[1]);
    if (other) pinch(camera, before, now, other);
    else if (travelled > 3) camera.pan(now[0] - before[0], now[1] - before[1]);
    if (travelled > 3) gestures.moved();
  });

  const lift = (event: PointerEvent) => {
    const wasDown = pointers.delete(event.pointerId);
    if (wasDown && event.type === 'pointerup' && travelled <= 3 && pointers.size === 0) gestures.press(...at(event));
  };
  target.addEventListener('pointerup', lift);
  target.addEventListener('pointercancel', lift);
  target.addEventListener('pointerleave', () => gestures.away());

  target.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : 1);
      camera.zoom(Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.0016)), ...at(event));
      gestures.moved();
    },
    { passive: false },
  );

  target.addEventListener('dblclick', (event) => {
    camera.zoom(2, ...at(event));
    gestures.moved();
  });

  target.addEventListener('keydown', (event) => key(event, camera, gestures));
}

function pinch(camera: Camera, before: [number, number], now: [number, number], other: [number, number]): void {
  const oldDistance = Math.hypot(before[0] - other[0], before[1] - other[1]);
  const newDistance = Math.hypot(now[0] - other[0], now[1] - other[1]);
  camera.pan((now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
  if (oldDistance > 0) camera.zoom(newDistance / oldDistance, (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
}

function key(event: KeyboardEvent, camera: Camera, gestures: Gestures): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const moves: Record<string, () => void> = {
    ArrowLeft: () => camera.pan(STEP, 0),
    ArrowRight: () => camera.pan(-STEP, 0),
    ArrowUp: () => camera.pan(0, STEP),
    ArrowDown: () => camera.pan(0, -STEP),
    '+': () => camera.zoom(1.4),
    '=': () => camera.zoom(1.4),
    '-': () => camera.zoom(1 / 1.4),
  };
  const others: Record<string, () => void> = {
    '0': () => gestures.home(),
    Home: () => gestures.home(),
    n: () => gestures.step(1),
    p: () => gestures.step(-1),
    Enter: () => gestures.enter(),
  };
  const move = moves[event.key];
  if (move) {
    move();
    gestures.moved();
  } else if (others[event.key]) others[event.key]!();
  else return;
  event.preventDefault();
}
