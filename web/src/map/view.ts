import type { MakeView } from '../stage';
export const makeMap: MakeView = () => ({ update() {} });
