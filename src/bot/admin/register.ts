import type { Bindings } from '../answering/bindings.js';
import { HOUSE_ACTIONS } from '../answering/button-value.js';
import { type AuditExportNeeds, onAuditExport, onAuditPage } from './audit-buttons.js';
import { SETTINGS_FORM } from './settings-form.js';
import { onSettingsSubmit, type SettingsSubmitNeeds } from './settings-submit.js';

/** The settings form and the buttons of the audit log. */
export function registerAdmin(bind: Bindings, needs: AuditExportNeeds & SettingsSubmitNeeds): void {
  bind.form(SETTINGS_FORM, onSettingsSubmit(needs));
  bind.button(HOUSE_ACTIONS.auditPage, onAuditPage(needs));
  bind.button(HOUSE_ACTIONS.auditNewer, onAuditPage(needs));
  bind.button(HOUSE_ACTIONS.auditExport, onAuditExport(needs));
}
