using System.Text.RegularExpressions;
using RagPruner.Accounting;
using RagPruner.Bedrock;
using RagPruner.Bedrock.KnowledgeBases;
using RagPruner.Calibration;
using RagPruner.Contexts;
using RagPruner.Contract;
using RagPruner.Drafting;
using RagPruner.Pipeline;
using RagPruner.Selection;

namespace RagPruner.Lambda.Settings;

/// <summary>Where the tenant of a request comes from.</summary>
internal enum TenantMode
{
    /// <summary>From this configuration.</summary>
    Single,

    /// <summary>From the request's verified claims.</summary>
    Claim,
}

/// <summary>The settings of a function, read and checked.</summary>
internal sealed partial record FunctionSettings
{
    /// <summary>The knowledge base; null where every request must bring its own contexts.</summary>
    public required KnowledgeBaseOptions? KnowledgeBase { get; init; }

    /// <summary>The longest body with documents.</summary>
    public required int MaxDocumentBytes { get; init; }

    public required ModelSettings DraftModel { get; init; }

    public required ModelSettings FinalModel { get; init; }

    public required int FinalMaxTokens { get; init; }

    public required TenantMode TenantMode { get; init; }

    public required string TenantKey { get; init; }

    public required string TenantClaim { get; init; }

    /// <summary>The one tenant of the mode <see cref="TenantMode.Single"/>, or null.</summary>
    public required TenantClause? Tenant { get; init; }

    /// <summary>The tenant of a name, which is trusted; null for none.</summary>
    public TenantClause? TenantNamed(string? name) => string.IsNullOrWhiteSpace(name) ? null : new TenantClause(TenantKey, name);

    public required PrunerOptions Pruner { get; init; }

    /// <summary>Where finished items of jobs are kept, or null.</summary>
    public required string? FinishedItemsBucket { get; init; }

    public required string MetricsNamespace { get; init; }

    /// <summary>Reads the settings of a function that is built from some parts.</summary>
    /// <exception cref="PrunerMisconfigured">Some are wrong; the message lists all of them by name.</exception>
    public static FunctionSettings Read(IReadOnlyDictionary<string, string> environment, Parts parts, Catalog? catalog = null)
    {
        var reader = new SettingsReader(environment, parts);
        reader.RefuseUnknown();
        var settings = Read(reader, parts, catalog ?? Catalog.Default);
        return reader.Problems.Count == 0 ? settings : throw new PrunerMisconfigured($"Settings: {string.Join("; ", reader.Problems)}.");
    }

    private static FunctionSettings Read(SettingsReader reader, Parts parts, Catalog catalog)
    {
        var guardrail = Guardrail(reader);
        var tenantMode = reader.OneOf(KnownSettings.TenantMode, ("single", TenantMode.Single), ("claim", TenantMode.Claim));
        var tenantKey = reader.Text(KnownSettings.TenantKey)!;
        var tenant = reader.Text(KnownSettings.Tenant);
        if (tenantMode == TenantMode.Claim && tenant is not null)
            reader.Problem(KnownSettings.Tenant, $"must be unset where {KnownSettings.TenantMode.Name} is claim");
        // It is the host's to know, even where others are wrong; what is wrong with it is told with them.
        StreamsResponsesOf(reader);
        var draftModel = ModelSettings.Draft(reader);
        return new FunctionSettings
        {
            KnowledgeBase = KnowledgeBaseOf(reader, parts, guardrail),
            DraftModel = draftModel,
            FinalModel = ModelSettings.Final(reader, guardrail),
            FinalMaxTokens = reader.WholeNumber(KnownSettings.FinalMaxTokens, 1, 8192),
            TenantMode = tenantMode,
            TenantKey = tenantKey,
            TenantClaim = reader.Text(KnownSettings.TenantClaim)!,
            Tenant = tenant is null ? null : new TenantClause(tenantKey, tenant),
            Pruner = PrunerOf(reader, draftModel, catalog),
            MaxDocumentBytes = reader.WholeNumber(KnownSettings.MaxDocumentBytes, RequestJson.MaxBytes, 4_194_304),
            FinishedItemsBucket = reader.Text(KnownSettings.FinishedItemsBucket),
            MetricsNamespace = reader.Text(KnownSettings.MetricsNamespace)!,
        };
    }

    /// <summary>Whether the gateway takes responses while they are written.</summary>
    public static bool StreamsResponsesOf(SettingsReader reader) =>
        reader.OneOf(KnownSettings.ResponseStreaming, ("disabled", false), ("enabled", true));

    private static KnowledgeBaseOptions? KnowledgeBaseOf(SettingsReader reader, Parts parts, GuardrailSettings? guardrail)
    {
        var searchType = reader.Text(KnownSettings.SearchType);
        if (searchType is not (null or "HYBRID" or "SEMANTIC"))
            reader.Problem(KnownSettings.SearchType, "must be HYBRID or SEMANTIC");
        var kind = reader.OneOf(KnownSettings.KnowledgeBaseKind, ("custom", KnowledgeBaseKind.Custom), ("managed", KnowledgeBaseKind.Managed));
        if (kind == KnowledgeBaseKind.Managed && searchType is not null)
            reader.Problem(KnownSettings.SearchType, $"must be unset where {KnownSettings.KnowledgeBaseKind.Name} is managed");
        var rerank = reader.OneOf(KnownSettings.Rerank, ("none", RerankMode.None), ("in-retrieve", RerankMode.InRetrieve), ("separate", RerankMode.Separate),
            ("managed", RerankMode.Managed));
        if (kind == KnowledgeBaseKind.Custom && rerank == RerankMode.Managed)
            reader.Problem(KnownSettings.Rerank, $"must not be managed where {KnownSettings.KnowledgeBaseKind.Name} is custom");
        var rerankModel = reader.Text(KnownSettings.RerankModel);
        if (rerank is RerankMode.InRetrieve or RerankMode.Separate && rerankModel is null && parts.HasFlag(Parts.Retriever))
            reader.Problem(KnownSettings.RerankModel, $"is missing, and {KnownSettings.Rerank.Name} asks for it");
        var id = reader.Text(KnownSettings.KnowledgeBaseId, KnowledgeBaseForm());
        if (id is null && rerank != RerankMode.None && parts.HasFlag(Parts.Retriever))
            reader.Problem(KnownSettings.KnowledgeBaseId, $"is missing, and {KnownSettings.Rerank.Name} asks for it");
        return id is null ? null : new KnowledgeBaseOptions
        {
            KnowledgeBaseId = id,
            Kind = kind,
            KindSource = KnownSettings.KnowledgeBaseKind.Name,
            SearchType = searchType,
            Rerank = rerank,
            RerankModelArn = rerankModel,
            TrustKey = reader.Text(KnownSettings.TrustKey),
            Guardrail = guardrail
        };
    }

    private static PrunerOptions PrunerOf(SettingsReader reader, ModelSettings draftModel, Catalog catalog) => new PrunerOptions
    {
        Catalog = catalog,
        MaxQuestionLength = reader.WholeNumber(KnownSettings.MaxQuestionLength, 1, 20_000),
        MaxDraftTokens = reader.WholeNumber(KnownSettings.DraftMaxTokens, 1, PrunerOptions.MaxDraftTokensLimit),
        MaxContextTokens = reader.WholeNumber(KnownSettings.MaxContextTokens, 1, 100_000),
        MaxConcurrentDrafts = reader.WholeNumber(KnownSettings.DraftConcurrency, 1, PrunerOptions.MaxContexts),
        HedgeDrafts = reader.OneOf<bool>(
            KnownSettings.DraftHedging, ("auto", draftModel.Imported is null), ("on", true), ("off", false)),
        StragglerShare = reader.ShareAboveZero(KnownSettings.StragglerShare),
        Deadline = TimeSpan.FromMilliseconds(reader.WholeNumber(KnownSettings.DeadlineMs, 1000, 900_000)),
        TrustKey = reader.Text(KnownSettings.TrustKey),
        DraftPrice = DraftPrice(reader),
        FinalPrice = new ModelPrice(reader.Price(KnownSettings.FinalInputPrice), reader.Price(KnownSettings.FinalOutputPrice))
        {
            CacheReadUsdPerMillion = reader.PriceOrNull(KnownSettings.FinalCacheReadPrice),
            CacheWriteUsdPerMillion = reader.PriceOrNull(KnownSettings.FinalCacheWritePrice),
        },
        CachedShareWithoutPruning = reader.Share(KnownSettings.FinalCachedShare),
    }.With(ProfileOf(reader, draftModel, catalog));

    private static ModelPrice DraftPrice(SettingsReader reader)
    {
        var call = reader.Price(KnownSettings.DraftCallPrice);
        var window = reader.Price(KnownSettings.DraftWindowPrice);
        var calls = reader.WholeNumber(KnownSettings.DraftCallsPerWindow, 0, 1_000_000);
        if (window > 0 && calls == 0)
            reader.Problem(KnownSettings.DraftCallsPerWindow, $"is missing, and {KnownSettings.DraftWindowPrice.Name} asks for it");
        if (window > 0 && call > 0)
            reader.Problem(KnownSettings.DraftCallPrice, $"must be 0 where {KnownSettings.DraftWindowPrice.Name} is set");
        return new ModelPrice(reader.Price(KnownSettings.DraftInputPrice), reader.Price(KnownSettings.DraftOutputPrice),
            window > 0 && calls > 0 ? ModelPrice.PerWindow(window, calls).UsdPerCall : call);
    }

    private static Profile? ProfileOf(SettingsReader reader, ModelSettings draftModel, Catalog catalog)
    {
        if (reader.Text(KnownSettings.Profile) is not { } path)
            return null;
        try
        {
            var profile = ProfileJson.Read(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, path)), catalog);
            // A function without models, such as Prune, takes the names from the same environment as the others.
            if (draftModel.ModelId.Length > 0)
                profile.EnsureFits(draftModel.ModelId, reader.Text(KnownSettings.FinalModel), ModelDrafter.PromptIdOf(draftModel.Abilities));
            return profile;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reader.Problem(KnownSettings.Profile, "cannot be read: package the file with the function, or name it by its whole path");
        }
        catch (PrunerException e)
        {
            reader.Problem(KnownSettings.Profile, $"cannot be used: {e.Message.TrimEnd('.')}");
        }
        return null;
    }

    [GeneratedRegex("^[0-9A-Za-z]{10}$", RegexOptions.CultureInvariant)]
    private static partial Regex KnowledgeBaseForm();

    private static GuardrailSettings? Guardrail(SettingsReader reader)
    {
        var (id, version) = (reader.Text(KnownSettings.GuardrailId), reader.Text(KnownSettings.GuardrailVersion));
        if (id is null != version is null)
            reader.Problem(id is null ? KnownSettings.GuardrailId : KnownSettings.GuardrailVersion, "is missing: a guardrail has an id and a version");
        return id is null || version is null ? null : new GuardrailSettings(id, version);
    }
}
