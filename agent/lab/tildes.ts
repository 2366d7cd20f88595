// Where the writers leave a line break of their source, shown as `~` (reference: log-formats.md 2, "The tilde"). Which
// message has which mark was counted over the corpus; a message in neither list has none.

const leading: ReadonlySet<string> = new Set(
  `DM-023 DM-024 DM-030 DM-033 DM-035 DM-039 DM-043 DM-044 DM-045 DM-046 DM-047 DM-048 DM-051 DM-052 DM-053 DM-054 DM-055
   DM-056 DM-060 DM-061 DM-062 DM-063 DM-066 DM-073 DM-074 DM-080 DM-085 DM-086 DM-087 DM-100 DM-101 DM-102 DM-103 DM-104
   DM-106 DM-108 DM-125 DM-126 DM-128 DM-130 DM-135 DM-141 DM-142 DM-156 DM-157 DM-173 DM-180 DM-210 DM-212 DM-213 DM-214
   DM-215 DM-216 DM-217 DM-218 DM-219 DS-001 DS-002 DS-003 DS-004 DS-006 DS-007 DS-008 DS-013 DS-014 DS-015 PX-011 PX-019
   PX-020 PX-021 PX-022 PX-025 PX-027 PX-041 PX-044 PX-050 PX-051 PX-052 PX-061 PX-069 SN-004 SN-007 SN-015`.split(
    /\s+/,
  ),
)

const leadingWithBlank: ReadonlySet<string> = new Set(['PX-042', 'PX-043', 'PX-046', 'PX-060'])

const trailing: ReadonlySet<string> = new Set(
  `DM-077 DM-079 DM-129 DM-143 DM-155 DM-156 DM-157 DM-158 DM-170 DM-218 DM-219 PX-030 PX-031 PX-032 SC-002 SC-003 SC-004
   SC-006 SC-007 SC-008 SC-009 SC-010 SC-011 SN-001 SN-002`.split(/\s+/),
)

/** The text as it stands in the log: `~ Sending failed. Failure count = 1, …`. */
export function withTildes(signature: string, text: string): string {
  const before = leadingWithBlank.has(signature) ? '~ ' : leading.has(signature) ? '~' : ''
  return before + text + (trailing.has(signature) ? '~' : '')
}
