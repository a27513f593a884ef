export { createAnswers } from './answers.ts';
export { createConsoleDoor } from './door.ts';
