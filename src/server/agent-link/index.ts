export { agentPath, openAgentLink, type AgentLink } from './door.ts';
export { linkLimits, type LinkLimits } from './ports.ts';
