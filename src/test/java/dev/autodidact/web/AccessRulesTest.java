package dev.autodidact.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autodidact.web.AccessRules.Need;
import org.junit.jupiter.api.Test;

class AccessRulesTest {

    @Test
    void whatNobodyHasNamedNeedsAKey() {
        assertThat(AccessRules.of("GET", "/new/route")).isEqualTo(Need.KEY);
        assertThat(AccessRules.of("GET", "/v1/models")).isEqualTo(Need.KEY);
        assertThat(AccessRules.of("POST", "/")).isEqualTo(Need.KEY);
        assertThat(AccessRules.of("GET", "/api/agents")).isEqualTo(Need.KEY);
    }

    @Test
    void onlyThePageAndHealthAreOpen() {
        assertThat(AccessRules.of("GET", "/")).isEqualTo(Need.NOTHING);
        assertThat(AccessRules.of("GET", "/page/api.js")).isEqualTo(Need.NOTHING);
        assertThat(AccessRules.of("GET", "/q/health/ready")).isEqualTo(Need.NOTHING);
        assertThat(AccessRules.of("GET", "/q/metrics")).isEqualTo(Need.OPERATOR);
        assertThat(AccessRules.of("GET", "/q/dev-ui")).isEqualTo(Need.OPERATOR);
    }

    @Test
    void anEscapedAddressNeedsWhatTheSameAddressNeeds() {
        assertThat(AccessRules.of("GET", "/api/%61dmin/keys")).isEqualTo(Need.ADMIN);
        assertThat(AccessRules.of("GET", "/api%2Fadmin/keys")).isEqualTo(Need.ADMIN);
        assertThat(AccessRules.of("POST", "/api/agents/x/l%65arn")).isEqualTo(Need.LEARNING);
        assertThat(AccessRules.of("GET", "/page%2Fapi.js")).isEqualTo(Need.KEY);
        assertThat(AccessRules.of("GET", "/q/%")).isEqualTo(Need.OPERATOR);
    }

    @Test
    void whatChangesWeightsIsKnown() {
        assertThat(AccessRules.changesWeights("POST", "/api/agents/a/learn")).isTrue();
        assertThat(AccessRules.changesWeights("DELETE", "/api/agents/a/ledger/x"))
                .isTrue();
        assertThat(AccessRules.changesWeights("POST", "/api/admin/adapters/x/activate"))
                .isTrue();
        assertThat(AccessRules.changesWeights("GET", "/api/admin/adapters")).isFalse();
        assertThat(AccessRules.changesWeights("POST", "/api/agents/a/chat")).isFalse();
    }
}
