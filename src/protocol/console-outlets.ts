/** Operations on what the server tells other systems: webhooks, mail, SIEM, exports. */
export const outletOperations = {} as const;
