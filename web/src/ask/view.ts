import type { MakeView } from '../stage';
export const makeAsk: MakeView = () => ({ update() {} });
