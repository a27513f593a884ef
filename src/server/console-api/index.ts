export { createAnswers } from './answers.ts';
export { createConsoleDoor, type ConsolePorts } from './door.ts';
