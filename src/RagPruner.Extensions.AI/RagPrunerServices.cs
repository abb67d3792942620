using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RagPruner.Answering;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Pipeline;

namespace RagPruner.Extensions.AI;

/// <summary>Registers RagPruner with dependency injection.</summary>
public static class RagPrunerServices
{
    /// <summary>
    /// Adds <see cref="ContextPruner"/> and <see cref="AnswerPipeline"/> as singletons over the ports that are registered: an
    /// <see cref="IDrafter"/>, an <see cref="IRetriever"/> (without one every request brings its documents), and an
    /// <see cref="IGenerator"/> (without one the registered <see cref="IChatClient"/> answers, by <see cref="ChatClientGenerator"/>).
    /// </summary>
    /// <remarks>
    /// An <see cref="IDrafter"/> must return log probabilities, and no <see cref="IChatClient"/> gives them: register a
    /// <see cref="ModelDrafter"/> over <c>RagPruner.OpenAi</c>, <c>RagPruner.Bedrock</c>, or a model of your own.
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets options; may be null. <c>services.Configure&lt;RagPrunerOptions&gt;(section)</c> reads the configuration.</param>
    /// <exception cref="OptionsValidationException">When the host starts: an option is out of range, or there is no drafter.</exception>
    public static IServiceCollection AddRagPruner(this IServiceCollection services, Action<RagPrunerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<RagPrunerOptions>().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RagPrunerOptions>, RagPrunerValidation>());
        services.TryAddSingleton(static provider => new ContextPruner(
            provider.GetService<IRetriever>(),
            provider.GetRequiredService<IDrafter>(),
            provider.GetRequiredService<IOptions<RagPrunerOptions>>().Value.ToPrunerOptions(),
            provider.GetService<TimeProvider>()));
        services.TryAddSingleton(static provider => new AnswerPipeline(
            provider.GetRequiredService<ContextPruner>(),
            provider.GetService<IGenerator>() ?? new ChatClientGenerator(provider.GetRequiredService<IChatClient>())));
        return services;
    }
}
