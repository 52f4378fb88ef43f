import { authMethods } from './auth.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import type { ApiMethods } from './method.ts';

/** Every method the workspace answers; a new group is one line here. */
export const apiMethods: ApiMethods = {
  ...authMethods,
  ...chatMethods,
  ...conversationMethods,
};
