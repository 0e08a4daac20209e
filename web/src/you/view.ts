import type { MakeView } from '../stage';
export const makeForYou: MakeView = () => ({ update() {} });
