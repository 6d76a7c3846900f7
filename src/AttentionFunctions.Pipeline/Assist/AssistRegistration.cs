using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Profiles;
using AttentionFunctions.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenAI.Chat;

namespace AttentionFunctions.Assist;

internal static class AssistRegistration
{
    /// <exception cref="InvalidOperationException">The section <c>Assistant</c> is not valid.</exception>
    public static IServiceCollection AddAssistant(this IServiceCollection services, AssistantOptions options)
    {
        services.AddSingleton(options.Checked());
        services.AddSingleton<ConversationStore>();
        services.AddSingleton<ReminderStore>();
        services.AddSingleton<DailyBudget>();

        services.AddSingleton<RecommendTool>();
        services.AddSingleton<SearchTool>();
        services.AddSingleton<ExplainTool>();
        services.AddSingleton<AttentionTool>();
        services.AddSingleton<PlanTool>();
        services.AddSingleton<FeedbackTool>();
        services.AddSingleton<RemindTool>();
        services.AddSingleton<RemindersTool>();
        services.AddSingleton<Toolbox>();
        services.AddSingleton<AnswerByRules>();

        ChatClient? chat = ModelConnection.Open(options);
        if (chat is not null) services.AddSingleton<IParaphraser>(provider => new ParaphraseByModel(chat, options, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new AnswerTurn(
            provider.GetRequiredService<AnswerByRules>(),
            chat is null ? null : new AnswerByModel(chat, provider.GetRequiredService<Toolbox>(), options, provider.GetRequiredService<TimeProvider>()),
            chat is null || !options.WordReasons ? null : new WordReasons(
                chat, provider.GetRequiredService<IBlobStore>(), options, provider.GetRequiredService<DailyBudget>(), provider.GetRequiredService<TimeProvider>()),
            provider.GetRequiredService<Toolbox>(), provider.GetRequiredService<DailyBudget>(), provider.GetRequiredService<ILogger<AnswerTurn>>()));

        // By hand, as its constructor speaks of what only this room knows.
        services.AddSingleton(provider => new AskAssistant(
            provider.GetRequiredService<Pseudonyms>(), provider.GetRequiredService<ProfileStore>(), provider.GetRequiredService<CatalogueStore>(),
            provider.GetRequiredService<ConversationStore>(), provider.GetRequiredService<ReminderStore>(),
            provider.GetRequiredService<AnswerTurn>(), provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
