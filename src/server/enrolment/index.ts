export { createEnrol, type EnrolFault, type Enrolment } from './enrol.ts';
export { createTokens, enrolmentMigrations, type Tokens } from './tokens.ts';
