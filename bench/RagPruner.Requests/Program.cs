// The function Answer in one process, one request after the other: wall time, CPU time and allocation of each. Settings and
// endpoints come from the environment, as in Lambda. Arguments: the payload, how many requests.
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Amazon.Lambda.TestUtilities;
using RagPruner.Lambda.Questions;

var (payload, count) = (Encoding.UTF8.GetBytes(args[0]), int.Parse(args[1], CultureInfo.InvariantCulture));
var function = new AnswerFunction();
// Records of requests are not what is measured, and go where the caller sends the standard output; figures to the error.
for (var i = 0; i < count / 4; i++)
    await AnswerAsync();
using var process = Process.GetCurrentProcess();
var (cpu, allocated) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes());
var milliseconds = new double[count];
for (var i = 0; i < count; i++)
    milliseconds[i] = await AnswerAsync();
process.Refresh();
var seconds = (process.TotalProcessorTime - cpu).TotalSeconds;
Array.Sort(milliseconds);
Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"requests per CPU second {count / seconds:0.0}, CPU ms {1000 * seconds / count:0.00}, wall ms p50 {milliseconds[count / 2]:0.00} p99 {milliseconds[count * 99 / 100]:0.00}, allocated KB {(GC.GetTotalAllocatedBytes() - allocated) / 1000 / count}, resident MB {process.PeakWorkingSet64 / 1_000_000}"));

async Task<double> AnswerAsync()
{
    var clock = Stopwatch.StartNew();
    await using var answer = await function.HandleAsync(new MemoryStream(payload), new TestLambdaContext { AwsRequestId = "one", RemainingTime = TimeSpan.FromSeconds(28) });
    return clock.Elapsed.TotalMilliseconds;
}
