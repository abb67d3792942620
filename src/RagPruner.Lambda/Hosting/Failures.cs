
namespace RagPruner.Lambda.Hosting;

/// <summary>Makes of any failure the one exception of the contract that may leave a handler.</summary>
internal static class Failures
{
    /// <summary>The exception without the one behind it: the runtime reports inner exceptions too, and theirs may quote anything.</summary>
    public static PrunerException Of(Exception failure) => failure switch
    {
        PrunerInvalidInput { IsTooLong: true } tooLong => new PrunerInvalidInput(tooLong.Message) { IsTooLong = true },
        PrunerException pruner => Clean(pruner),
        OperationCanceledException => new PrunerDeadlineExceeded("The invocation was ended."),
        _ => new PrunerBug($"A defect in RagPruner ({failure.GetType().Name})."),
    };

    private static PrunerException Clean(PrunerException failure)
    {
        var clean = PrunerException.Of(failure.Kind, failure.Message, failure.RetryAfter);
        clean.Spent = failure.Spent;
        return clean;
    }
}
