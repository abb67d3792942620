// One event through the Api function in a fresh process: from the process's start to the function built, to its first
// answer, and a second answer for comparison. Settings and endpoints come from the environment, as in Lambda.
using System.Diagnostics;
using Amazon.Lambda.TestUtilities;
using RagPruner.Lambda.Api;

var payload = File.ReadAllBytes(args[0]);
var start = Process.GetCurrentProcess().StartTime.ToUniversalTime();
var function = new ApiFunction();
var built = DateTime.UtcNow - start;
var first = await AnswerAsync();
var second = await AnswerAsync();
using var process = Process.GetCurrentProcess();
Console.WriteLine($"built {built.TotalMilliseconds:0} first {(built + first).TotalMilliseconds:0} second {second.TotalMilliseconds:0} memory {process.PeakWorkingSet64 / 1_000_000}");

async Task<TimeSpan> AnswerAsync()
{
    var clock = Stopwatch.StartNew();
    using var reader = new StreamReader(await function.HandleAsync(new MemoryStream(payload), new TestLambdaContext { AwsRequestId = "cold", RemainingTime = TimeSpan.FromSeconds(28) }));
    var response = await reader.ReadToEndAsync();
    return response.StartsWith("{\"statusCode\":200", StringComparison.Ordinal) ? clock.Elapsed : throw new InvalidOperationException(response);
}
