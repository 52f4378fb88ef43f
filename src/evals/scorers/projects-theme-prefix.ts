import type { Scorer } from '../../core/summary.ts';

/** Every idea names a configured theme, and a reply with ideas names at least two (one where it has only one idea). */
export const projectsThemePrefix: Scorer = {
  id: 'projects_theme_prefix',
  summary: 'Ideas stand under configured themes, at least two of them where there are ideas.',
  gate: true,
  score({ draft, themes }) {
    if (draft.projects.length === 0) return { value: 1, passed: true, reason: 'There are no ideas.' };
    if (themes.length === 0) {
      return { value: 0, passed: false, reason: 'There are ideas although no themes are configured.' };
    }
    const names = new Set(themes.map((theme) => theme.name));
    const matching = draft.projects.filter((idea) => names.has(idea.theme)).length;
    const strangers = draft.projects.length - matching;
    const needed = Math.min(2, draft.projects.length);
    return {
      value: matching / draft.projects.length,
      passed: strangers === 0 && matching >= needed,
      reason:
        strangers === 0
          ? `All ${matching} ideas stand under configured themes.`
          : `${strangers} of ${draft.projects.length} ideas stand under a theme that is not configured.`,
    };
  },
};
