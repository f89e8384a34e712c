import type { Field } from '../forms.js';

/** What a control is called, and what describes it. */
export interface ControlProps {
  readonly field: Field;
  readonly name: string;
  readonly id?: string;
  readonly invalid?: boolean;
  readonly describedBy?: string;
}
