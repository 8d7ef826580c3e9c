package io.stairgate.agent.event;

/** Something the journal keeps until the console has it. */
public sealed interface Occurrence
    permits Posture,
        MediaEvent,
        AgentEvent,
        Gap,
        MediaRequest,
        PermissionEvent,
        RecoveryKeyEvent,
        Concern,
        Drift,
        ProgramsChanged,
        NoticeRead {}
