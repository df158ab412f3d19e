/** What is wrong with the configuration, and what to do. */
export class ConfigError extends Error {}
