using System.Text;
using RagPruner.Local.Output;

namespace RagPruner.Local.Tests.Commands;

public sealed class RecordLineTests
{
    [Theory]
    [InlineData(
        """{"_aws": {}, "Function": "Api", "requestId": "local-00000012", "status": "complete", "ContextsKept": 3, "ContextsPruned": 5, "ContextsMerged": 2, "ContextsUnscored": 0, "Calls": 11, "CostUsd": 0.00131, "Latency": 1240.4}""",
        "09:05:00  Api  complete  3 kept, 5 pruned, 2 merged, 11 calls, $0.0013, 1,240 ms  local-00000012")]
    [InlineData(
        """{"_aws": {}, "Function": "Draft", "requestId": "r", "Calls": 1, "CostUsd": 0, "Latency": 3.2}""", "09:05:00  Draft  1 call, 3 ms  r")]
    [InlineData(
        """{"_aws": {}, "Function": "Api", "requestId": "r", "error": "PrunerInvalidInput", "message": "question is required.", "Latency": 0.4}""",
        "09:05:00  Api  PrunerInvalidInput: question is required.  0 ms  r")]
    [InlineData("""{"time": "2026-01-01T00:00:00Z", "error": "PrunerMisconfigured", "message": "Settings: X is missing."}""", "09:05:00  PrunerMisconfigured: Settings: X is missing.")]
    public void A_record_is_one_short_line(string record, string line) =>
        RecordLine.Of(Encoding.UTF8.GetBytes(record), new DateTimeOffset(2026, 1, 1, 9, 5, 0, TimeSpan.Zero)).ShouldBe(line);
}
