using System.Collections;
using System.Globalization;
using Amazon.Lambda.Core;
using RagPruner.Bedrock;
using RagPruner.Lambda.Api;
using RagPruner.Lambda.Settings;
using RagPruner.Lambda.Telemetry;

namespace RagPruner.Lambda.Hosting;

/// <summary>
/// What a function class is built on. Settings are checked at once, so that a wrong deployment shows in the log of its
/// first start; a function still starts with wrong ones, and every request then fails under its name in the contract.
/// </summary>
internal sealed class FunctionHost
{
    private readonly Parts _parts;
    private readonly FunctionExtensions _extensions;
    private readonly Func<BedrockClients> _connect;
    private volatile Deployment? _deployment;

    private FunctionHost(Parts parts, FunctionExtensions extensions, Func<BedrockClients> connect, ILogSink log, TimeProvider time) =>
        (_parts, _extensions, _connect, Log, Time) = (parts, extensions, connect, log, time);

    public ILogSink Log { get; }

    public TimeProvider Time { get; }

    /// <summary>Why nothing can be served, or null.</summary>
    public PrunerException? Problem { get; private set; }

    public FunctionSettings? Settings { get; private init; }

    /// <summary>What the API answers, known even where settings are wrong.</summary>
    public IReadOnlyList<ApiRoute> Routes => _deployment?.Routes ?? [.. ApiRoute.All, .. _extensions.Routes];

    /// <summary>The longest body where there are documents, known even where settings are wrong.</summary>
    public int MaxDocumentBytes => Settings?.MaxDocumentBytes ?? int.Parse(KnownSettings.MaxDocumentBytes.Default!, CultureInfo.InvariantCulture);

    /// <summary>Whether the gateway takes responses while they are written; known even where settings are wrong, or it would take no error.</summary>
    public bool StreamsResponses { get; private init; }

    /// <summary>Where metrics go; known even where other settings are wrong, or nobody would be alarmed of it.</summary>
    public string MetricsNamespace { get; private init; } = KnownSettings.MetricsNamespace.Default!;

    /// <exception cref="PrunerException">The settings are wrong.</exception>
    public Deployment Deployment => _deployment ?? throw Problem!;

    /// <summary>The host of a function in a Lambda environment.</summary>
    public static FunctionHost OfProcess(Parts parts, FunctionExtensions extensions)
    {
        var environment = extensions.Environment ?? Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "", StringComparer.Ordinal);
        var host = Create(parts, environment, static () => BedrockClients.Create(), new StandardOutput(), TimeProvider.System, extensions);
        SnapshotRestore.RegisterBeforeSnapshot(() => new ValueTask(Warmup.RunAsync()));
        SnapshotRestore.RegisterAfterRestore(() =>
        {
            host.Restore();
            return ValueTask.CompletedTask;
        });
        return host;
    }

    public static FunctionHost Create(
        Parts parts, IReadOnlyDictionary<string, string> environment, Func<BedrockClients> connect, ILogSink log, TimeProvider time,
            FunctionExtensions? extensions = null)
    {
        extensions ??= FunctionExtensions.None;
        var reader = new SettingsReader(environment, parts);
        var metricsNamespace = reader.Text(KnownSettings.MetricsNamespace)!;
        var streams = FunctionSettings.StreamsResponsesOf(reader);
        try
        {
            var settings = FunctionSettings.Read(environment, parts & ~extensions.Parts, extensions.Catalog);
            var host = new FunctionHost(parts, extensions, connect, log, time)
            {
                Settings = settings,
                MetricsNamespace = metricsNamespace,
                StreamsResponses = streams,
            };
            host.Renew();
            return host;
        }
        catch (PrunerException e)
        {
            log.Write(Records.Failed(e, time));
            return new FunctionHost(parts, extensions, connect, log, time)
            {
                Problem = e,
                MetricsNamespace = metricsNamespace,
                StreamsResponses = streams,
            };
        }
    }

    /// <summary>A host of given parts.</summary>
    public static FunctionHost Of(Deployment deployment, ILogSink log, TimeProvider time) =>
        new(Parts.None, FunctionExtensions.None, static () =>
            throw new PrunerBug("This host does not connect."), log, time)
        {
            Settings = deployment.Settings,
            MetricsNamespace = deployment.Settings.MetricsNamespace,
            _deployment = deployment
        };

    /// <summary>What follows a restored snapshot. A function that cannot serve must restore all the same: a hook that throws would hide why.</summary>
    internal void Restore()
    {
        if (Settings is null)
            return;
        try
        {
            Renew();
        }
        catch (PrunerException e)
        {
            Log.Write(Records.Failed(e, Time));
            (Problem, _deployment) = (e, null);
        }
    }

    // Connections, the retry budget and what is remembered of a warm model belong to one running environment, not to its snapshot.
    private void Renew() => _deployment = Deployment.Create(Settings!, _parts, _extensions, _connect, Time);
}
