// What is said of macOS' Local Network Privacy, wherever it is said: of the manifest, and by doctor (L75).

export const LOCAL_NETWORK = {
  message: 'macOS 15 and newer silently block an agent that reaches the local network until somebody clicks Allow',
  hint: 'write `when: boot`: a LaunchDaemon is exempt',
} as const;
