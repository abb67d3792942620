namespace Amazon.Lambda.Core;

/// <summary>Outside the Lambda runtime nobody takes snapshots, so what is registered here never runs.</summary>
public static class SnapshotRestore
{
    public static void RegisterBeforeSnapshot(Func<ValueTask> beforeSnapshotAction) => ArgumentNullException.ThrowIfNull(beforeSnapshotAction);

    public static void RegisterAfterRestore(Func<ValueTask> afterRestoreAction) => ArgumentNullException.ThrowIfNull(afterRestoreAction);
}
