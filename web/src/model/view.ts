import type { MakeView } from '../stage';
export const makeModel: MakeView = () => ({ update() {} });
