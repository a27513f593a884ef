/** Operations on drafts of the policy: edit, review, publish. */
export const draftOperations = {} as const;
