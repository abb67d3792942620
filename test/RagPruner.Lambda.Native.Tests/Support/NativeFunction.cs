using System.Diagnostics;
using RagPruner.Local.LocalCloud;

namespace RagPruner.Lambda.Native.Tests.Support;

/// <summary>
/// The executable in a process of its own, as Lambda starts it, on the local Bedrock. Which one is an environment variable
/// (RAGPRUNER_NATIVE_BOOTSTRAP): the native one where it was published, else the one of this build.
/// </summary>
internal sealed class NativeFunction : IAsyncDisposable
{
    private static readonly string s_executable = Environment.GetEnvironmentVariable("RAGPRUNER_NATIVE_BOOTSTRAP") is { Length: > 0 } published
        ? published : Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "bootstrap.exe" : "bootstrap");

    private readonly RuntimeApi _api;
    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly List<string> _error = [];

    private NativeFunction(RuntimeApi api, Process process) => (_api, _process) = (api, process);

    /// <summary>The error that its start ended with.</summary>
    public Task<Outcome> InitError => _api.InitError;

    public static async Task<NativeFunction> StartAsync(string handler, LocalCloudServer? bedrock, params (string Name, string Value)[] settings)
    {
        var api = await RuntimeApi.StartAsync();
        var start = new ProcessStartInfo(s_executable) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        // What the tests are run with is not the function's.
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("RAGPRUNER_", StringComparison.Ordinal) || n.StartsWith("AWS_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = api.Address;
        start.Environment["_HANDLER"] = handler;
        start.Environment["AWS_REGION"] = "us-east-1";
        start.Environment["AWS_ACCESS_KEY_ID"] = start.Environment["AWS_SECRET_ACCESS_KEY"] = "local";
        start.Environment["AWS_ENDPOINT_URL_BEDROCK_RUNTIME"] = start.Environment["AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME"] = bedrock?.Address.AbsoluteUri ?? "http://127.0.0.1:1";
        start.Environment["RAGPRUNER_KNOWLEDGE_BASE_ID"] = LocalIds.KnowledgeBase;
        start.Environment["RAGPRUNER_DRAFT_MODEL"] = LocalIds.DraftModel;
        start.Environment["RAGPRUNER_FINAL_MODEL"] = LocalIds.FinalModel;
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var function = new NativeFunction(api, new Process { StartInfo = start });
        function._process.OutputDataReceived += (_, line) => Add(function._output, line.Data);
        function._process.ErrorDataReceived += (_, line) => Add(function._error, line.Data);
        function._process.Start();
        function._process.BeginOutputReadLine();
        function._process.BeginErrorReadLine();
        return function;
    }

    public async Task<Outcome> InvokeAsync(string payload, TimeSpan? time = null)
    {
        var outcome = _api.InvokeAsync(payload, time);
        await Task.WhenAny(outcome, _process.WaitForExitAsync());
        return outcome.IsCompleted ? await outcome : throw new InvalidOperationException($"The process ended: {string.Join('\n', _error)}");
    }

    /// <summary>Ends it, and hands over all that it wrote to the standard output and error.</summary>
    public async Task<(IReadOnlyList<string> Output, IReadOnlyList<string> Error, int ExitCode)> EndAsync(bool byItself = false)
    {
        if (!byItself)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        return (_output, _error, _process.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _process.Dispose();
        await _api.DisposeAsync();
    }

    private static void Add(List<string> lines, string? line)
    {
        if (line is not null)
            lines.Add(line);
    }
}
