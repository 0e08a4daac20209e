import type { MakeView } from '../stage';
export const makeComplete: MakeView = () => ({ update() {} });
