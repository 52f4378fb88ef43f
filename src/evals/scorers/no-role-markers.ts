import { findMachineVoice } from '../../core/claims/machine-text.ts';
import { addressesModel } from '../../core/claims/model-orders.ts';
import type { Scorer } from '../../core/summary.ts';
import { draftItems } from '../draft-items.ts';
import { scoreItems } from '../score-items.ts';

/** Role markers, "as an AI", talk about instructions, messages in the service's name, secrets, and orders to a model. */
export const noRoleMarkers: Scorer = {
  id: 'no_role_markers',
  summary: 'No entry speaks as or to a machine, poses as the service, or has a secret.',
  gate: true,
  score: ({ draft }) =>
    scoreItems(
      draftItems(draft),
      ({ text, head }) => {
        const voice = findMachineVoice(text) ?? (head === null ? null : findMachineVoice(head));
        if (voice !== null) return `has ${voice}`;
        return addressesModel(text) || (head !== null && addressesModel(head)) ? 'gives orders to a model' : null;
      },
      'No entry speaks as or to a machine.',
    ),
};
