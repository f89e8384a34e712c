import type { Bindings } from '../answering/bindings.js';
import { FIELDS, FORM } from './form.js';
import { type FormOptionsNeeds, onLineOptions, onRingOptions } from './form-options.js';
import { type FormSubmitNeeds, onFormSubmit } from './form-submit.js';

/** The hunt form. */
export function registerStart(bind: Bindings, needs: FormOptionsNeeds & FormSubmitNeeds): void {
  bind.options(FIELDS.lines, onLineOptions(needs));
  bind.options(FIELDS.ring, onRingOptions(needs));
  bind.form(FORM, onFormSubmit(needs));
}
