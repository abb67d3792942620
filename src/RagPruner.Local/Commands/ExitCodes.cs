
namespace RagPruner.Local.Commands;

/// <summary>What the process returns; documented in --help and the README.</summary>
internal static class ExitCodes
{
    public const int Success = 0;
    public const int Bug = 1;
    public const int BadInput = 2;
    public const int ServiceFailed = 3;
    public const int DeadlineExceeded = 4;
    public const int Drifted = 5;
    public const int GateFailed = 6;
    public const int NoEvidence = 7;
    public const int Cancelled = 130;

    public const string Help =
        "Exit codes: 0 done, 1 a defect, 2 wrong input or set-up, 3 a service failed, 4 out of time, 5 drift found, 6 worse than " +
        "the baseline, 7 no evidence, 130 cancelled.";

    public static int Of(PrunerException failure) => failure.Kind switch
    {
        ErrorKind.InvalidInput or ErrorKind.Forbidden or ErrorKind.Misconfigured => BadInput,
        ErrorKind.DeadlineExceeded => DeadlineExceeded,
        ErrorKind.Bug => Bug,
        _ => ServiceFailed,
    };
}
