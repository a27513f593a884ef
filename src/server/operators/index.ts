export { personKey } from './names.ts';
export { createOperators, type NewOperator, type Operators } from './operators.ts';
export type { Vouched } from './provider-people.ts';
export { operatorMigrations, type Operator } from './tables.ts';
