export { personKey } from './names.ts';
export {
  createOperators,
  operatorMigrations,
  type NewOperator,
  type Operator,
  type Operators,
} from './operators.ts';
