using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RagPruner.Drafting;

namespace RagPruner.Extensions.AI;

/// <summary>Refuses options that are out of range, and a host without a drafter, before the first request does.</summary>
internal sealed class RagPrunerValidation(IServiceProviderIsService services) : IValidateOptions<RagPrunerOptions>
{
    public ValidateOptionsResult Validate(string? name, RagPrunerOptions options)
    {
        if (!services.IsService(typeof(IDrafter)))
        {
            return ValidateOptionsResult.Fail(
                "RagPruner needs an IDrafter: register a ModelDrafter over a model that returns log probabilities (RagPruner.OpenAi, RagPruner.Bedrock). "
                + "An IChatClient returns none.");
        }
        try
        {
            options.ToPrunerOptions().Validate();
            return ValidateOptionsResult.Success;
        }
        catch (PrunerMisconfigured e)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}
