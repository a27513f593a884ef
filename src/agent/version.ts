/** Version of the agent, as IT sees it; the same as in `package.json`, held to it by a test. */
export const agentVersion = '0.1.0';
