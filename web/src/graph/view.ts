import type { MakeView } from '../stage';
export const makeGraph: MakeView = () => ({ update() {} });
